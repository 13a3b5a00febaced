"""Paper: a handout becomes HTML here, and a PDF in a worker process."""
