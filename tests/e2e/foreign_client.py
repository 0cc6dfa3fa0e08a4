"""Publishes a password reset as another team's service would, waits for notification.sent, prints it as JSON."""

import json
import sys

import pika

connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
channel = connection.channel()
queue = channel.queue_declare("", exclusive=True).method.queue
channel.queue_bind(queue, "notification.events", "notification.sent")
channel.basic_publish(
    exchange="notification.events",
    routing_key="user.password_reset_requested",
    properties=pika.BasicProperties(
        content_type="application/json",
        delivery_mode=2,
        headers={"event_type": "PasswordResetRequested", "x-correlation-id": "pika-1"},
    ),
    body=json.dumps(
        {
            "event_id": "7f0c6f5e-2b8e-4f4e-9a54-0d4c4e6a1c11",
            "source_service": "users",
            "userid": "ada",
            "email": "ada@example.com",
            "username": "Ada Lovelace",
            "reset_token": "r3set",
        }
    ),
)
for method, properties, body in channel.consume(queue, inactivity_timeout=30):
    if method is None:
        sys.exit("no notification.sent came within 30 seconds")
    print(
        json.dumps(
            {
                "body": json.loads(body),
                "properties": {
                    "content_type": properties.content_type,
                    "delivery_mode": properties.delivery_mode,
                    "correlation_id": properties.correlation_id,
                    "message_id": properties.message_id,
                    "type": properties.type,
                    "event_type": properties.headers["event_type"],
                },
            }
        )
    )
    break
connection.close()
