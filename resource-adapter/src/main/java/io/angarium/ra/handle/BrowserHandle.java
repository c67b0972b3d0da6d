package io.angarium.ra.handle;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A browser of a session handle. Used as its session. */
final class BrowserHandle implements QueueBrowser {
    private final Physical<QueueBrowser> browser;

    BrowserHandle(Physical<QueueBrowser> browser) {
        this.browser = browser;
    }

    @Override
    public Queue getQueue() throws JMSException {
        return browser.get().getQueue();
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        return browser.get().getMessageSelector();
    }

    @Override
    public Enumeration<?> getEnumeration() throws JMSException {
        return browser.get().getEnumeration();
    }

    @Override
    public void close() throws JMSException {
        browser.close();
    }
}
