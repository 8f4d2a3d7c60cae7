"""`make bench`: one line a benchmark."""

from benchmarks import decision, forms, storage

for benchmark in (forms, decision, storage):
    print(benchmark.run(), flush=True)
