import { exampleQueue, type Language, pretty } from './snippet.ts';

export const java: Language = {
  name: 'java',
  label: 'Java',
  send: (body) => `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Send {
    static final String NOTIFICATION = ${textBlock(body)};

    public static void main(String[] args) throws Exception {
        var key = System.getenv().getOrDefault("POSTROOM_KEY", "");
        var request = HttpRequest.newBuilder()
            .uri(URI.create(System.getenv("POSTROOM_URL") + "/notifications/send"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "signup-42")
            .POST(HttpRequest.BodyPublishers.ofString(NOTIFICATION))
            .build();
        var response = HttpClient.newHttpClient()
            .send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(response.statusCode() + " " + response.body());
    }
}
`,
  publish: (event, body) => `import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;

public class Publish {
    static final String EVENT = ${textBlock(body)};

    public static void main(String[] args) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(System.getenv("RABBITMQ_URL"));
        try (var connection = factory.newConnection(); var channel = connection.createChannel()) {
            channel.confirmSelect();
            var properties = MessageProperties.PERSISTENT_BASIC.builder()
                .contentType("application/json")
                .build();
            channel.basicPublish("notification.events", "${event}", true,
                properties, EVENT.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(5_000);
            System.out.println("published");
        }
    }
}
`,
  consume: (event) => `import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;

public class Consume {
    public static void main(String[] args) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(System.getenv("RABBITMQ_URL"));
        var channel = factory.newConnection().createChannel();
        var queue = "${exampleQueue}";
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(queue, "notification.events", "${event}");
        channel.basicQos(100);
        channel.basicConsume(queue, false, (tag, message) -> {
            // JSON; it may come twice: let each event_id count once.
            System.out.println(new String(message.getBody(), StandardCharsets.UTF_8));
            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
        }, tag -> { });
        System.out.println("listening");
    }
}
`,
};

/** Escapes of JSON must outlive those of Java. */
const textBlock = (body: unknown): string => {
  const text = pretty(body).replaceAll('\\', '\\\\').replaceAll('"""', '\\"""');
  const lines = text.split('\n').map((line) => `        ${line}`);
  return ['"""', ...lines].join('\n').concat('"""');
};
