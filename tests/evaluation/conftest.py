"""Property tests are timed by the machine, so they have no deadline here."""

from hypothesis import settings

settings.register_profile("evaluation", deadline=None)
settings.load_profile("evaluation")
