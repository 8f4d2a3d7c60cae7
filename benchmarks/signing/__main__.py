from benchmarks.signing import completion, lists, memory, seal, validation

for part in (seal, validation, completion, lists, memory):
    for line in part.lines():
        print(line, flush=True)
