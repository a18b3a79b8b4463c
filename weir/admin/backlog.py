"""What the workers have not taken yet, in a line: for a list that is empty because nobody has come to it."""

from streams.kafka.client.settings import KafkaSettings


def backlog_note(settings: KafkaSettings) -> str | None:
    """How far the workers are behind; None where they are not, or where it can't be asked."""
    # Imported where it is needed: kafka-python takes 0.2 s.
    from kafka.errors import KafkaError

    from streams.kafka.admin.behind import age, behind
    from streams.kafka.admin.checkup_view import KafkaView
    from streams.kafka.log.topics import TopicsError

    view = KafkaView(settings)
    try:
        found = behind(view)
    except (KafkaError, TopicsError):
        # The list itself was read; only this is not known.
        return None
    finally:
        view.close()
    if not any(found.messages.values()):
        return None
    return f"the workers are behind: {found.told()} messages wait, the oldest for {age(found.oldest_s)}"
