import { exampleQueue, type Language, pretty } from './snippet.ts';

export const python: Language = {
  name: 'python',
  label: 'Python',
  send: (body) => `import json, os, urllib.request

notification = ${literal(body)}
request = urllib.request.Request(
    os.environ["POSTROOM_URL"] + "/notifications/send",
    data=json.dumps(notification).encode(),
    headers={
        "Authorization": "Bearer " + os.environ.get("POSTROOM_KEY", ""),
        "Content-Type": "application/json",
        "Idempotency-Key": "signup-42",
    },
)
with urllib.request.urlopen(request, timeout=10) as response:
    print(response.status, response.read().decode())
`,
  publish: (event, body) => `import json, os, pika

event = ${literal(body)}
connection = pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"]))
channel = connection.channel()
channel.confirm_delivery()
channel.basic_publish(
    exchange="notification.events",
    routing_key="${event}",
    body=json.dumps(event).encode(),
    properties=pika.BasicProperties(content_type="application/json", delivery_mode=2),
    mandatory=True,
)
connection.close()
print("published")
`,
  consume: (event) => `import json, os, pika

connection = pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"]))
channel = connection.channel()
queue = "${exampleQueue}"
channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
channel.queue_bind(queue, "notification.events", "${event}")
channel.basic_qos(prefetch_count=100)

def handle(channel, method, properties, body):
    event = json.loads(body)
    # It may come twice: let each event_id count once.
    print(event["event_type"], event["notification_type"], event["userid"], flush=True)
    channel.basic_ack(method.delivery_tag)

channel.basic_consume(queue, handle)
print("listening", flush=True)
channel.start_consuming()
`,
};

/** JSON is Python but for three words; each value stands at the end of its line. */
const literal = (body: unknown): string =>
  pretty(body)
    .replaceAll(/(?<=^\s*|": )true(?=,?$)/gm, 'True')
    .replaceAll(/(?<=^\s*|": )false(?=,?$)/gm, 'False')
    .replaceAll(/(?<=^\s*|": )null(?=,?$)/gm, 'None');
