"""`make bench`: one line a benchmark."""

from benchmarks import decision, forms, signing, storage

for benchmark in (forms, decision, storage, signing):
    print(benchmark.run(), flush=True)
