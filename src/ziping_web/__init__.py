"""The web application: a round from opening to final approval. It may import ``ziping``, never the reverse; all judgement is the engine's."""
