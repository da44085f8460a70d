package io.millrace.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ConfiguredKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeysCommandTest {
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final InputStream stdin = System.in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void redirect() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(stdout);
    System.setErr(stderr);
    System.setIn(stdin);
  }

  @Test
  void theSecretOfANewKeyIsValidWithTheLineThatIsPrinted() {
    int exitCode =
        run("new", "nightly", "--lane=backfill", "--tokens-per-minute=600000", "--concurrency=64");

    assertThat(exitCode).isZero();
    String secret = lines().get(1).strip();
    assertThat(secret).matches("mr_[A-Za-z0-9_-]{43}");
    try (ConfiguredKeys keys =
        ConfiguredKeys.open(new HttpConfig.Keys("", "keys:\n" + lines().get(3)))) {
      assertThat(keys.find(secret))
          .contains(
              new ApiKey("nightly", Lane.BACKFILL, OptionalLong.of(600_000), OptionalInt.of(64)));
    }
  }

  @Test
  void theHashOfASecretIsThatOfItsKey() {
    var _ = run("new", "search");
    String secret = lines().get(1).strip();
    String line = lines().get(3);

    int exitCode = runWith(secret + "\r\n", "hash");

    assertThat(exitCode).isZero();
    assertThat(line).isEqualTo("  search: {sha256: %s, lane: online}", lines().getFirst());
  }

  @Test
  void aSecretThatCanBeGuessedIsRefused() {
    assertThat(runWith("opensesame\n", "hash")).isEqualTo(1);

    assertThat(err.toString(UTF_8).strip())
        .isEqualTo("millrace: a secret of 10 characters can be guessed, must have at least 32");
    assertThat(runWith("", "hash")).isEqualTo(1);
  }

  @Test
  void aNameThatCannotBeOneIsRefused() {
    assertThat(run("new", "search: {}\n  other")).isEqualTo(1);

    assertThat(err.toString(UTF_8)).startsWith("millrace: keys new: the key: a name has 1 to 31");
    assertThat(lines()).isEmpty();
  }

  @Test
  void aLimitThatCannotBeOneIsRefused() {
    assertThat(run("new", "search", "--concurrency=0")).isEqualTo(1);

    assertThat(err.toString(UTF_8))
        .startsWith("millrace: keys new: search: concurrency must be a whole number from 1");
    assertThat(lines()).isEmpty();
  }

  @Test
  void aWrongCallIsToldWithTheUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("new")).isEqualTo(2);
    assertThat(run("new", "search", "--lane=stream")).isEqualTo(2);
  }

  private int runWith(String input, String... command) {
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    return run(command);
  }

  private int run(String... command) {
    out.reset();
    err.reset();
    String[] all = new String[command.length + 1];
    all[0] = "keys";
    System.arraycopy(command, 0, all, 1, command.length);
    return MillraceCommand.execute(all);
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().toList();
  }
}
