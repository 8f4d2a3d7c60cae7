"""Speed as ratios against a stated rival in the same run; never in timed tests."""
