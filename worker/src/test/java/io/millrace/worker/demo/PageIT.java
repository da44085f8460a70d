package io.millrace.worker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.VectorSpace;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.http.HttpServer;
import io.millrace.worker.keys.ApiKeys;
import io.millrace.worker.page.Page;
import io.millrace.worker.page.PageStatus;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Serving;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a demo under load, as a person sees it in a browser. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class PageIT {
  private static final DemoInput SAMPLE = new DemoInput(Optional.empty(), List.of("title", "body"));
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final String GROUND = "getComputedStyle(document.body).backgroundColor";
  private static final String QUESTION =
      "What happens if the person in the cab faints during the journey?";
  private static final String ANSWER = "railways-016";

  @TempDir static Path state;

  private static EmbeddingEngine engine;
  private static Demo demo;
  private static Serving serving;
  private static DemoLoad load;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    engine = ConfiguredEngine.start(ConfigFile.ofThisProcess().defaults());
    demo = Demo.start(engine, SAMPLE, state);
    serving = demo.serve();
    browser = Browser.start();
    var _ = demo.run(SAMPLE, _ -> {});
    load = DemoLoad.start(demo);
  }

  @AfterAll
  static void close() throws Exception {
    try (EmbeddingEngine _ = engine;
        Demo _ = demo;
        Serving _ = serving;
        DemoLoad _ = load) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.prefer("light");
    browser.resize(1280, 1190);
    browser.open(serving.port().orElseThrow());
    browser.awaitText("#link", "live");
  }

  @Test
  void figuresMove() {
    browser.awaitText("#tokens", ".*[1-9].*");
    String before = browser.text("#tokens");

    browser.await("other tokens a second", () -> !browser.text("#tokens").equals(before));

    assertThat(browser.text("#chartsays")).contains("tokens a second now");
    assertThat(browser.count("#chart path.area")).isEqualTo(3);
  }

  @Test
  void lagLanesMemoryGuardAndReadinessShow() {
    browser.awaitText("#lagtotal", "\\d.*");

    assertThat(browser.count("#lag [role=meter]")).isEqualTo(2);
    assertThat(browser.count("#lanes tr")).isEqualTo(3);
    assertThat(browser.count("#memory [role=meter]")).isPositive();
    assertThat(browser.text("#memory")).containsPattern("\\d [MG]iB of \\d");
    assertThat(browser.count("#steps [aria-current=step]")).isEqualTo(1);
    browser.awaitText("#ready", "ready");
  }

  @Test
  void anUnusableDocumentIsAmongTheDeadLetters() {
    try (DocumentWriter writer = new DocumentWriter(demo.bootstrapServers(), Demo.DOCUMENTS)) {
      writer.write("broken", "{\"title\": \"secret");
    }

    browser.awaitText("#letters", "not json.*documents.*");

    assertThat(browser.text("#letters")).doesNotContain("secret");
  }

  @Test
  void aSearchFindsTheDocumentThatAnswers() {
    browser.element("#query").sendKeys(QUESTION);
    browser.element("#search button").click();

    browser.awaitText("#hits li:first-child b", ANSWER);

    assertThat(browser.text("#took")).contains("found in");
    assertThat(browser.text("#hits li:first-child p")).isNotBlank();
  }

  @Test
  void theKeyboardReachesTheSearch() {
    for (int tabs = 0; tabs < 20 && !browser.focused().equals("query"); tabs++) {
      browser.press(Keys.TAB);
    }
    browser.press(QUESTION, Keys.ENTER);

    browser.awaitText("#hits li:first-child b", ANSWER);
  }

  @Test
  void colorsFollowThePersonsPreference() {
    Object light = browser.ask(GROUND);

    browser.prefer("dark");

    browser.await("a dark page", () -> !browser.ask(GROUND).equals(light));
  }

  @Test
  void theSwitchOutdoesThePreferenceAndIsKept() {
    Object light = browser.ask(GROUND);

    browser.element("#theme").click();
    browser.element("#theme").click();

    assertThat(browser.text("#theme")).isEqualTo("Theme: dark");
    assertThat(browser.ask(GROUND)).isNotEqualTo(light);
    browser.open(serving.port().orElseThrow());
    assertThat(browser.ask(GROUND)).isNotEqualTo(light);
    browser.element("#theme").click();
    assertThat(browser.ask(GROUND)).isEqualTo(light);
  }

  @Test
  void aNarrowScreenScrollsOnlyDown() {
    browser.resize(360, 740);
    browser.element("#query").sendKeys(QUESTION, Keys.ENTER);
    browser.awaitText("#hits li:first-child b", ANSWER);

    assertThat(browser.ask("document.documentElement.scrollWidth <= 360")).isEqualTo(true);
  }

  @Test
  void theConsoleHasNothingToSay() {
    var _ = browser.complaints();
    browser.open(serving.port().orElseThrow());
    browser.awaitText("#tokens", ".*\\d.*");
    browser.element("#query").sendKeys(QUESTION, Keys.ENTER);
    browser.awaitText("#took", ".*found in.*");

    browser.element("#pause").click();

    browser.awaitText("#link", "paused");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePageComesBackWithItsServer() {
    int port;
    try (Page page = lonePage();
        HttpServer server = serve(page, 0)) {
      port = server.port();
      browser.open(port);
      browser.awaitText("#link", "live");
    }
    browser.awaitText("#link", "no news.*");

    try (Page page = lonePage();
        HttpServer _ = serve(page, port)) {
      browser.awaitText("#link", "live");
      assertThat(browser.count("#stale")).isZero();
    }
  }

  @Test
  void itCanBePhotographed() throws Exception {
    browser.element("#query").sendKeys(QUESTION, Keys.ENTER);
    browser.awaitText("#took", ".*found in.*");
    browser.awaitText("#tokens", ".*[1-9].*");

    browser.photograph(SCREENSHOTS.resolve("page-light.png"));
    browser.prefer("dark");
    browser.photograph(SCREENSHOTS.resolve("page-dark.png"));

    assertThat(SCREENSHOTS.resolve("page-dark.png")).isNotEmptyFile();
  }

  private static Page lonePage() {
    PageStatus.About about =
        new PageStatus.About(
            "restarted",
            "",
            new VectorSpace("model", "revision", "mean", "", 3, true),
            List.of("CPU"),
            Instant.EPOCH);
    PageStatus status = PageStatus.of(about, new PageStatus.Engine(0, 0, 0, Map.of(), 0, 0, 1));
    return Page.start(() -> status, Optional.empty());
  }

  private static HttpServer serve(Page page, int port) {
    return HttpServer.start(
        "127.0.0.1",
        port,
        ConfigFile.ofThisProcess().defaults().http().limits(),
        page.routes(),
        ApiKeys.NONE);
  }
}
