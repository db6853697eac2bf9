"""The chapter's pictures as SVG, drawn from numbers alone: covers, the seat meter, the meter of a goal."""
