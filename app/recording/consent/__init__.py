"""What members decide about their own figures: a pause, who may see them, and the leaderboard."""
