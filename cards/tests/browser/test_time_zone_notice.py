"""Today asks whether the time zone is right: once when new, and again on a device elsewhere."""

from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from cards.models import Profile, SiteSettings
from cards.tests.browser.conftest import OpenPage
from cards.tests.factories import make_learner

NOTICE = "#time-zone-notice"


def zone_of(user: User) -> tuple[str, bool]:
    profile = Profile.objects.get(user=user)
    return profile.time_zone, profile.time_zone_confirmed


def test_a_guess_that_fits_the_device_is_confirmed_with_one_click(open_page: OpenPage) -> None:
    dora = make_learner("dora", time_zone="Asia/Tokyo", time_zone_confirmed=False)
    page = open_page("/", dora, timezone_id="Asia/Tokyo")
    expect(page.locator(NOTICE)).to_contain_text("Asia/Tokyo")
    page.get_by_role("button", name="Yes").click()

    expect(page.locator(NOTICE)).to_be_hidden()
    assert zone_of(dora) == ("Asia/Tokyo", True)


def test_a_device_elsewhere_offers_its_own_zone(open_page: OpenPage, alice: User) -> None:
    page = open_page("/", alice, timezone_id="Asia/Shanghai")
    expect(page.locator(NOTICE)).to_contain_text("Your device is in Asia/Shanghai")
    page.get_by_role("button", name="Use Asia/Shanghai").click()

    expect(page.locator(NOTICE)).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-time-zone", "Asia/Shanghai")
    assert zone_of(alice) == ("Asia/Shanghai", True)


def test_who_keeps_the_zone_of_home_is_not_asked_again_there(
    open_page: OpenPage, alice: User
) -> None:
    page = open_page("/", alice, timezone_id="Asia/Shanghai")
    page.get_by_role("button", name="Keep UTC").click()
    page.wait_for_url("**/")
    page.reload()

    expect(page.locator(NOTICE)).to_be_hidden()
    assert zone_of(alice) == ("UTC", True)


def test_a_confirmed_zone_that_fits_is_not_asked_about(open_page: OpenPage) -> None:
    dora = make_learner("dora", time_zone="Asia/Kolkata")
    page = open_page("/", dora, timezone_id="Asia/Calcutta")

    expect(page.locator(NOTICE)).to_be_hidden()


def test_a_new_account_gets_the_zone_of_its_device(open_page: OpenPage, charlie: User) -> None:
    SiteSettings.objects.update_or_create(id=1, defaults={"open_sign_up": True})
    page = open_page(reverse("sign_up"), timezone_id="Asia/Shanghai")
    page.get_by_label("Username").fill("dora")
    for field in ("#id_password1", "#id_password2"):
        page.locator(field).fill("correct horse battery")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/")

    assert zone_of(User.objects.get(username="dora")) == ("Asia/Shanghai", False)
