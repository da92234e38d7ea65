"""What people are told while something goes on and after it: the progress of long work."""
