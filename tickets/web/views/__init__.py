"""What stands behind each address of the desk."""
