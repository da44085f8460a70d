package io.millrace.worker;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** The JDK's own logging, which OpenTelemetry's exporter and the JDK's HTTP client write to. */
final class JavaUtilLogging {
  private JavaUtilLogging() {}

  /** From now on it goes where everything goes, in the same format. */
  static void toSlf4j() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
