package io.millrace.worker.streams;

import io.millrace.worker.config.WorkerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What tells a worker from the others of its group, over restarts. */
public final class InstanceId {
  private InstanceId() {}

  /**
   * The configured one, or else the machine's host name.
   *
   * @throws BrokerException if there is neither
   */
  public static String of(WorkerConfig config) {
    String configured = config.streams().instanceId();
    if (!configured.isEmpty()) {
      return configured;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new BrokerException(
          "streams.instanceId: this machine has no host name to take for it; set one", e);
    }
  }
}
