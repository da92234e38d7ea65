"""The API's operations, and the page of its clients."""
