"""The pages of the settings themselves; they are changed in chapter.office."""
