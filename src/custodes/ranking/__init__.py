"""From strengths to a ranking: combined, calibrated, and listed under a budget that is counted and kept."""
