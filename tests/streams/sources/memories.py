"""Stands for a shell that keeps what sources remember."""


class Memories(dict[str, bytes]):
    """Notes as they are committed; `written` counts their bytes."""

    written = 0

    def remember(self, source: str, memory: bytes | None) -> None:
        self.pop(source, None)
        if memory is not None:
            self[source] = memory
            self.written += len(memory)

    def memory(self, source: str) -> bytes | None:
        return self.get(source)
