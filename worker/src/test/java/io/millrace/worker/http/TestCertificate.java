package io.millrace.worker.http;

import io.millrace.worker.config.HttpConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine with its key, made by the JDK's keytool. */
record TestCertificate(KeyStore store) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "server";

  static TestCertificate make(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                ALIAS,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool has made no certificate");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(store);
  }

  Path writeCertificate(Path to) throws IOException, GeneralSecurityException {
    return write(to, "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
  }

  Path writeKey(Path to) throws IOException, GeneralSecurityException {
    return write(to, "PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
  }

  /** Both, as a configuration names them. */
  HttpConfig.Tls write(Path folder) throws IOException, GeneralSecurityException {
    return new HttpConfig.Tls(
        writeCertificate(folder.resolve("tls.crt")).toString(),
        writeKey(folder.resolve("tls.key")).toString());
  }

  /** At once, as those who replace certificates do it. */
  private static Path write(Path to, String kind, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    Path written = Files.createTempFile(to.toAbsolutePath().getParent(), "new", ".pem");
    Files.writeString(
        written, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind));
    return Files.move(written, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A client's, which trusts this one and no other. */
  SSLContext trusted() throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
