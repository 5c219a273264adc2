"""From a dataset to the formats of trainers and evaluators; what a reward is. Nothing here changes a run."""
