"""Adapter towards `storage`: domain values in, receipts and packages out."""
