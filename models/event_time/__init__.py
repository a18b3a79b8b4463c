"""The site's clock, made of what sensors say: Ticks, marks, the watermark, and the plant's calendar."""
