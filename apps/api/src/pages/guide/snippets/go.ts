import { exampleQueue, type Language, pretty } from './snippet.ts';

export const go: Language = {
  name: 'go',
  label: 'Go',
  send: (body) => `package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

const notification = ${raw(body)}

func main() {
	url := os.Getenv("POSTROOM_URL") + "/notifications/send"
	request, err := http.NewRequest("POST", url, strings.NewReader(notification))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("POSTROOM_KEY"))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", "signup-42")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.StatusCode, string(answer))
}
`,
  publish: (event, body) => `package main

import (
	"context"
	"log"
	"os"

	amqp "github.com/rabbitmq/amqp091-go"
)

const event = ${raw(body)}

func main() {
	connection, err := amqp.Dial(os.Getenv("RABBITMQ_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	channel, err := connection.Channel()
	if err != nil {
		log.Fatal(err)
	}
	if err := channel.Confirm(false); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	confirm, err := channel.PublishWithDeferredConfirmWithContext(
		ctx, "notification.events", "${event}", true, false,
		amqp.Publishing{
			ContentType:  "application/json",
			DeliveryMode: amqp.Persistent,
			Body:         []byte(event),
		})
	if err != nil {
		log.Fatal(err)
	}
	if confirmed, err := confirm.WaitContext(ctx); err != nil || !confirmed {
		log.Fatal("not confirmed: ", err)
	}
	log.Print("published")
}
`,
  consume: (event) => `package main

import (
	"encoding/json"
	"log"
	"os"

	amqp "github.com/rabbitmq/amqp091-go"
)

type sent struct {
	EventID          string  \`json:"event_id"\`
	EventType        string  \`json:"event_type"\`
	NotificationType string  \`json:"notification_type"\`
	UserID           *string \`json:"userid"\`
}

func main() {
	connection, err := amqp.Dial(os.Getenv("RABBITMQ_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	channel, err := connection.Channel()
	if err != nil {
		log.Fatal(err)
	}
	queue, err := channel.QueueDeclare("${exampleQueue}", true, false, false, false,
		amqp.Table{"x-queue-type": "quorum"})
	if err != nil {
		log.Fatal(err)
	}
	if err := channel.QueueBind(queue.Name, "${event}", "notification.events", false, nil); err != nil {
		log.Fatal(err)
	}
	if err := channel.Qos(100, 0, false); err != nil {
		log.Fatal(err)
	}
	messages, err := channel.Consume(queue.Name, "", false, false, false, false, nil)
	if err != nil {
		log.Fatal(err)
	}
	log.Print("listening")
	for message := range messages {
		var event sent
		if err := json.Unmarshal(message.Body, &event); err != nil {
			log.Print(err)
		} else {
			// It may come twice: let each event_id count once.
			log.Print(event.EventType, " ", event.NotificationType, " ", event.EventID)
		}
		message.Ack(false)
	}
}
`,
};

/** A raw string, which has no escapes of its own. */
const raw = (body: unknown): string => `\`${pretty(body).replaceAll('`', '\\u0060')}\``;
