package io.millrace.worker.page;

import io.millrace.worker.http.Handler;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page itself, one file. Its own style and script are the only ones that a browser runs: the
 * policy carries their digests.
 */
record PageFile(String html, String policy) implements Handler {
  private static final String FILE = "/page/index.html";

  static PageFile read() {
    try (InputStream file =
        Objects.requireNonNull(PageFile.class.getResourceAsStream(FILE), FILE)) {
      String html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new PageFile(html, policy(html));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  @Override
  public Response handle(Request request) {
    return new Response.Whole(
        200,
        "text/html; charset=utf-8",
        Map.of(
            "Content-Security-Policy", policy,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-cache"),
        html.getBytes(StandardCharsets.UTF_8));
  }

  private static String policy(String html) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src " + digest(html, "script"),
        "style-src " + digest(html, "style"),
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'");
  }

  /** Of what stands between the tags, as a browser takes it. */
  private static String digest(String html, String tag) {
    Matcher inside =
        Pattern.compile("<%s>(.*?)</%s>".formatted(tag, tag), Pattern.DOTALL).matcher(html);
    if (!inside.find()) {
      throw new IllegalStateException("the page has no " + tag);
    }
    return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(sha256(inside.group(1))));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
