"""What the settings themselves answer; they are changed in chapter.office."""
