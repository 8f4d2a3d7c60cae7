"""The wording of the documents, one TOML file an edition, and how it is read and filled (`forms.wording.template`)."""
