package io.millrace.worker.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = MillraceCommand.class.getPackage().getImplementationVersion();
    return new String[] {"millrace " + (version == null ? "of a build folder" : version)};
  }
}
