"""Takes the screenshots of the documentation from the running demo.

.venv/bin/python -m scripts.screens    writes docs/screens: the six key screens and three more

Starts the demo on a folder of its own, has the two people of one case hold a round in two private windows, and lets
another worker give the device to a client.
"""

from __future__ import annotations

import base64
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from alliantie.demo import DemoAccount, accounts
from tests.support.chromium import FLAGS, chromium
from tests.support.live import free_port

CHECKOUT = Path(__file__).resolve().parents[1]
SCREENS = CHECKOUT / "docs" / "screens"
PRACTICE, HANDED = "nl-probation", "be-houses-of-justice"
AGREEMENT = "Peter belt een dag voor het huisbezoek."
WIDTHS = (390, 1280)
# Widths of a window and of an A4 page, and the margin a browser gives that page, in CSS pixels.
HEIGHT, PAPER, MARGIN = 664, (794, 1123), 38
# A new demo takes half a minute, on a busy machine longer.
PATIENCE = 300
# Places of the answers, from "Nee, helemaal niet"; items take turns over trust, direction, bond and friction.
CLIENT = (3, 3, 4, 1, 4, 3, 3, 2)
WORKER = (2, 3, 3, 1, 3, 4, 3, 1)

# Chromium's own screenshots have millions of colours to choose from and use a few hundred: those make a small palette.
PALETTE = """async text => {
  const bytes = Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const pixels = new Uint32Array(drawing.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
  const palette = colours.slice(0, 256);
  const channels = colour => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const known = palette.map(channels);
  for (const colour of colours.slice(256)) {
    const [red, green, blue] = channels(colour);
    let best = 0, least = Infinity;
    known.forEach((each, place) => {
      const distance = (each[0] - red) ** 2 + (each[1] - green) ** 2 + (each[2] - blue) ** 2;
      if (distance < least) [best, least] = [place, distance];
    });
    places.set(colour, best);
  }
  const indexes = Uint8Array.from(pixels, pixel => places.get(pixel));
  let told = "";
  for (let start = 0; start < indexes.length; start += 8192) {
    told += String.fromCharCode(...indexes.subarray(start, start + 8192));
  }
  return [image.width, image.height, known.flat(), btoa(told)];
}"""


@contextmanager
def demo() -> Iterator[str]:
    """The demo, served until the block ends; gives its address. Raises RuntimeError with what it said."""
    folder = Path(tempfile.mkdtemp(prefix="alliantie-screens-"))
    # The database's own user has to get through here.
    folder.chmod(0o711)
    port, log = free_port(), folder / "log"
    command = [sys.executable, "-m", "alliantie", "serve", "--data", str(folder / "data"), "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=CHECKOUT)
    try:
        deadline = time.monotonic() + PATIENCE
        while "runs at" not in log.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The demo did not start:\n{log.read_text()}")
            time.sleep(0.2)
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        shutil.rmtree(folder)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def smaller(press: Page, png: bytes) -> bytes:
    """The same picture with at most 256 colours (PNG, second edition, colour type 3), as small as zlib makes it."""
    width, height, palette, told = press.evaluate(PALETTE, base64.b64encode(png).decode())
    pixels = base64.b64decode(told)
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(palette)),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


@dataclass
class Camera:
    """Takes pictures of a page in every width and theme."""

    press: Page

    def take(self, page: Page, name: str, *, whole: bool = True) -> None:
        """The page as it stands: NAME-WIDTH.png; and if `whole` NAME-WIDTH-dark.png, and NAME-print.png as on paper."""
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT if width < 600 else 800})
            for theme, end in (("light", ""), ("dark", "-dark"))[: 1 + whole]:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
                self._keep(page, f"{name}-{width}{end}.png")
        page.emulate_media(color_scheme="light")
        if whole:
            self._print(page, name)

    def _print(self, page: Page, name: str) -> None:
        page.set_viewport_size({"width": PAPER[0], "height": PAPER[1] - 2 * MARGIN})
        page.emulate_media(media="print", color_scheme="light")
        page.evaluate("margin => document.documentElement.style.padding = margin", f"{MARGIN}px")
        self._keep(page, f"{name}-print.png")
        page.evaluate("document.documentElement.style.padding = ''")
        page.emulate_media(media="screen")

    def _keep(self, page: Page, name: str) -> None:
        page.evaluate("document.fonts.ready")
        size = page.viewport_size or {"width": PAPER[0], "height": PAPER[1]}
        # A window as high as the page: what keeps to the bottom of a window would else cover its middle.
        page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
        picture = smaller(self.press, page.screenshot(animations="disabled", caret="hide"))
        page.set_viewport_size(size)
        (SCREENS / name).write_bytes(picture)
        sys.stdout.write(f"{name}: {len(picture) // 1000} kB\n")


def signed_in(browser: Browser, address: str, account: DemoAccount) -> Page:
    """A private window in which someone has signed in."""
    context = browser.new_context(base_url=address, locale="nl-NL", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label("Inlognaam").fill(account.login)
    page.get_by_label("Wachtwoord").fill(account.password)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Afmelden").wait_for()
    return page


def click(page: Page, name: str) -> None:
    """Press the button, or follow the link that looks like one."""
    button = page.get_by_role("button", name=name, exact=True)
    (button if button.count() else page.get_by_role("link", name=name, exact=True)).first.click()


def client_part(camera: Camera, page: Page) -> str:
    """The client answers and sends. Gives the address of the round, without what comes after its number."""
    click(page, "Vul de vragen in")
    page.wait_for_url("**/rounds/**")
    if page.url.endswith("/frame"):
        click(page, "Dit is duidelijk")
    page.wait_for_url("**/notice")
    camera.take(page, "notice")
    click(page, "Ik doe mee")
    total = int(re.findall(r"\d+", page.locator(".question-step").inner_text())[1])
    chosen = iter(CLIENT * total)
    for step in range(1, total + 1):
        page.wait_for_url(f"**/question/{step}*")
        answers = page.get_by_role("radio")
        # The question about last time's agreement has fewer answers.
        place = 1 if answers.count() < 7 else next(chosen)
        if step == 3:
            camera.take(page, "question")
        answers.nth(place).check()
        click(page, "Volgende")
    page.wait_for_url("**/review")
    click(page, "Volgende")
    page.get_by_role("radio", name="Het beeld en mijn antwoorden").check()
    page.get_by_role("radio", name="Nee", exact=True).check()
    click(page, "Versturen")
    page.wait_for_url("**/standing")
    return page.url.removesuffix("standing")


def worker_part(page: Page, place: str) -> None:
    """The professional answers on one page and sends."""
    page.goto(f"{place}mine")
    for number, question in enumerate(page.get_by_role("radiogroup").all()):
        question.get_by_role("radio").nth(WORKER[number % len(WORKER)]).check()
    click(page, "Versturen")
    page.wait_for_url("**/standing")


def together(camera: Camera, client: Page, worker: Page, place: str) -> None:
    """The client says whose answers these are, both look, then talk."""
    client.goto(f"{place}together")
    client.get_by_role("button", name="Ja", exact=True).click()
    client.wait_for_url("**/together")
    for page in (client, worker):
        page.goto(f"{place}together")
        page.locator("main form button").first.click()
    worker.wait_for_url("**/picture")
    client.goto(f"{place}picture")
    camera.take(client, "reveal")
    client.goto(f"{place}trend")
    camera.take(client, "trend", whole=False)
    worker.goto(f"{place}talk")
    worker.get_by_role("textbox").fill(AGREEMENT)
    camera.take(worker, "talk")


def to_case(page: Page, client: DemoAccount) -> None:
    """From the start page to the case of a client."""
    page.get_by_role("link", name=" ".join(client.name), exact=True).first.click()
    page.wait_for_url("**/cases/**")


def handed_over(camera: Camera, page: Page, client: DemoAccount) -> None:
    """The device is given to a client: their first page, and the page every turn ends on."""
    to_case(page, client)
    click(page, f"Geef {client.name.given} de ronde")
    click(page, "Op dit apparaat")
    click(page, "Op slot en geven")
    page.wait_for_url("**/hello")
    camera.take(page, "hello", whole=False)
    page.goto("/locked")
    camera.take(page, "locked", whole=False)


def people_of(practice_id: str) -> tuple[DemoAccount, DemoAccount]:
    """The worker of a practice who can sign in, and the client who has a round open."""
    people = [account for account in accounts() if account.practice_id == practice_id]
    worker, client = (next(each for each in people if each.role == role) for role in ("worker", "client"))
    return worker, client


def main() -> None:
    """Take every screenshot anew."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    worker_account, client_account = people_of(PRACTICE)
    giver_account, taker_account = people_of(HANDED)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        camera = Camera(browser.new_page())
        worker = signed_in(browser, address, worker_account)
        camera.take(worker, "today")
        to_case(worker, client_account)
        camera.take(worker, "case")
        client = signed_in(browser, address, client_account)
        place = client_part(camera, client)
        worker_part(worker, place)
        together(camera, client, worker, place)
        handed_over(camera, signed_in(browser, address, giver_account), taker_account)
        browser.close()


if __name__ == "__main__":
    main()
