"""PostGraphile 5, on views of the tables."""
