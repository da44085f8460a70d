package io.millrace.worker.cdc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Optional;

/**
 * Who runs a PostgreSQL server: whoever runs this test, or for root, whom PostgreSQL refuses, the
 * account that Debian's package brings, or {@code nobody}.
 *
 * @param standIn empty when this process may do it itself
 */
record ServerAccount(Optional<UserPrincipal> standIn) {
  private static final int ROOT = 0;

  /** Gives the new and empty folder to the account that it returns. */
  static ServerAccount ofNewFolder(Path folder) throws IOException {
    if (!Files.getAttribute(folder, "unix:uid").equals(ROOT)) {
      return new ServerAccount(Optional.empty());
    }
    UserPrincipal standIn = standIn(folder.getFileSystem().getUserPrincipalLookupService());
    Files.setOwner(folder, standIn);
    return new ServerAccount(Optional.of(standIn));
  }

  private static UserPrincipal standIn(UserPrincipalLookupService users) throws IOException {
    try {
      return users.lookupPrincipalByName("postgres");
    } catch (UserPrincipalNotFoundException e) {
      return users.lookupPrincipalByName("nobody");
    }
  }

  /** What to put in front of a command. */
  List<String> prefix() {
    return standIn.map(user -> List.of("runuser", "-u", user.getName(), "--")).orElse(List.of());
  }
}
