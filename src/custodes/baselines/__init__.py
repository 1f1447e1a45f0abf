"""What was usual: measures per account and day, own history, peers, novelty and reach."""
