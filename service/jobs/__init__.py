"""Work after the answer: one file per job, each calls one use case and is safe to run twice. The queue is procrastinate on our database."""
