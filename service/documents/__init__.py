"""Adapter towards `forms`: domain values in, bytes out. Its light parts (`drawable`, `marks`) load no PDF library."""
