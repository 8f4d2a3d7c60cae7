"""JSON API under `/v1`: one file per resource with its bodies. Handlers translate, call one use case, translate back."""
