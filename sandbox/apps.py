from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SandboxConfig(AppConfig):
    name = "sandbox"
    verbose_name = _("Sandbox")

    def ready(self) -> None:
        from cards.content.further import register_content
        from sandbox import my_data
        from sandbox.content import ExerciseContent

        register_content(ExerciseContent())
        my_data.register()
