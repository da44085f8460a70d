package io.millrace.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs an event of each kind. */
final class LoggingProgram {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingProgram.class);

  private LoggingProgram() {}

  public static void main(String[] arguments) {
    JavaUtilLogging.toSlf4j();
    LOG.info("a \"quoted\" message on\ntwo lines");
    LOG.atWarn().addKeyValue("topic", "articles").addKeyValue("offset", 42L).log("rejected");
    LOG.atError().setCause(new IllegalStateException("a fault")).log("failed");
    java.util.logging.Logger.getLogger("io.opentelemetry").warning("from the JDK's logging");
  }
}
