package io.angarium.ra.handle;

import io.angarium.jms.context.ContextProducer;
import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSProducer;
import org.jspecify.annotations.Nullable;

/** A producer of a context handle, which sends synchronously: Jakarta Messaging 3.1 section 12.2. Used as its context. */
final class ContextProducerHandle extends ContextProducer {

    ContextProducerHandle(SessionHandle session) {
        super(session::physical);
    }

    @Override
    public JMSProducer setAsync(@Nullable CompletionListener listener) {
        throw JmsExceptions.unchecked(EnterpriseRules.refusal("setAsync", "send without a completion listener"));
    }
}
