package io.millrace.worker.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import javax.net.ssl.X509KeyManager;

/** A certificate with its chain, and its key, as they stand in files. */
record Pem(Buffer certificate, Buffer key) {
  private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");
  private static final byte[] ANY_TEXT = {1, 2, 3, 4};

  static Pem read(Path certificate, Path key) throws IOException {
    return new Pem(
        Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key)));
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
  }

  /**
   * Proves that the key belongs to the certificate: for a moment, while both are replaced, it does
   * not, and Java would find out in every handshake.
   *
   * @throws GeneralSecurityException if it does not, or one of them is broken
   */
  void verify(Vertx vertx) throws GeneralSecurityException {
    X509KeyManager keys = load(vertx);
    String alias = alias(keys);
    PrivateKey secret = keys.getPrivateKey(alias);
    Signature signature = Signature.getInstance(algorithm(secret));
    signature.initSign(secret);
    signature.update(ANY_TEXT);
    byte[] signed = signature.sign();
    signature.initVerify(keys.getCertificateChain(alias)[0].getPublicKey());
    signature.update(ANY_TEXT);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is of another certificate");
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  private static String alias(X509KeyManager keys) throws GeneralSecurityException {
    for (String type : KEY_TYPES) {
      String[] aliases = keys.getServerAliases(type, null);
      if (aliases != null && aliases.length > 0) {
        return aliases[0];
      }
    }
    throw new GeneralSecurityException("the key is none of " + String.join(", ", KEY_TYPES));
  }

  private X509KeyManager load(Vertx vertx) throws GeneralSecurityException {
    try {
      return (X509KeyManager) options().getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (GeneralSecurityException e) {
      throw e;
    } catch (Exception e) { // Vert.x declares no narrower one
      throw new GeneralSecurityException(e.getMessage(), e);
    }
  }
}
