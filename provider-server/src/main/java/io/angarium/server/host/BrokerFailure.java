package io.angarium.server.host;

import io.angarium.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a broker stopped by itself.
 *
 * @param code what its connections were told: JOURNAL_FAILED or INTERNAL
 * @param text one line for the operator
 * @param cause the lower error, or null
 */
public record BrokerFailure(ErrorCode code, String text, @Nullable Throwable cause) {}
