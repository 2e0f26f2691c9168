"""What records are about, as short vectors: a model that is trained on the archive, and the vectors made with it."""
