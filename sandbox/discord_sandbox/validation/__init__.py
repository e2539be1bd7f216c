"""What Discord accepts in a request's body."""
