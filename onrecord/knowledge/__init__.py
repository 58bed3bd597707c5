"""What is known before reading: actors, publishers, the codebook, places; users extend each with files of their own."""
