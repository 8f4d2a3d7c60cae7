"""`make bench`: one line a benchmark."""

from benchmarks import decision, forms, restarts, signing, storage

for benchmark in (forms, decision, storage, signing, restarts):
    print(benchmark.run(), flush=True)
