/**
 * Moving documents to another vector space: a second worker fills topics of its own beside the
 * first, until a search can be switched from the one to the other.
 */
@NullMarked
package io.millrace.worker.reembed;

import org.jspecify.annotations.NullMarked;
