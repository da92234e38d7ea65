"""What a visitor answered to facts, and facts to an answer: may the child apply, how many points. Saves nothing."""
