/**
 * A client of schema registries with Confluent's REST API, and such a registry in memory for tests.
 * A library of its own: it has settings and questions that Millrace itself does not need. All of
 * its exceptions are {@link io.millrace.schemas.registry.RegistryException}s, and no message holds
 * a credential.
 */
@NullMarked
package io.millrace.schemas.registry;

import org.jspecify.annotations.NullMarked;
