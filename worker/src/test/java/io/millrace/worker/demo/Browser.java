package io.millrace.worker.demo;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Both paths are given: otherwise Selenium looks for a driver, and downloads one. */
  static Browser start() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  void open(int port) {
    driver.get("http://127.0.0.1:%d/".formatted(port));
  }

  /** Of the page's next showing, in CSS pixels. */
  void resize(int width, int height) {
    var _ =
        driver.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /**
   * What the person has set for all pages.
   *
   * @param scheme light or dark
   */
  void prefer(String scheme) {
    var _ =
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  WebElement element(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  int count(String css) {
    return driver.findElements(By.cssSelector(css)).size();
  }

  /** What stands there, also where it is scrolled out of sight. */
  String text(String css) {
    return requireNonNull(element(css).getDomProperty("textContent"), css);
  }

  void awaitText(String css, String regex) {
    await("%s to say %s".formatted(css, regex), () -> text(css).matches("(?s)" + regex));
  }

  void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .ignoreExceptionsMatching(Browser::isOfPageThatChanges)
        .until(condition);
  }

  /** What is not there yet, or has just been replaced. */
  private static boolean isOfPageThatChanges(Throwable e) {
    return e instanceof NotFoundException || e instanceof StaleElementReferenceException;
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** The id of what has the focus. */
  String focused() {
    return requireNonNull(driver.switchTo().activeElement().getDomProperty("id"), "id");
  }

  Object ask(String expression) {
    return requireNonNull(driver.executeScript("return " + expression), expression);
  }

  /** What the console has told since it was asked last: warnings and errors. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  void photograph(Path file) throws IOException {
    Files.createDirectories(requireNonNull(file.getParent(), "folder"));
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
