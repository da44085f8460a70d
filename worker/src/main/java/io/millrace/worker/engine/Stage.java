package io.millrace.worker.engine;

/** What one thread of the engine does until there is nothing more to come. */
@FunctionalInterface
interface Stage {
  /**
   * Runs until the stage before it has ended.
   *
   * @throws InterruptedException if the engine has given up what is left
   * @throws DeviceException if the device is broken
   */
  void run() throws InterruptedException, DeviceException;
}
