package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.examples.servers.app.Ledger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server starts and the application is deployed while the broker is down. */
class ColdStartIT extends ApplicationBased {
    @Override
    boolean wantsBroker() {
        broker().kill();
        if (servers().isStarted(SERVER)) { // by the class before
            servers().stop(SERVER);
        }
        return false;
    }

    @Test
    void anApplicationThatWasDeployedWithoutItsBrokerWorksWhenThatIsThere() {
        Web.Answer without = app().call("byFactory", "recorded", text("lost"));
        broker().start();
        Web.Answer with = app().call("byFactory", "recorded", text("first"));

        assertThat(without.succeeded()).as(without.text()).isFalse();
        assertThat(without.text()).contains("cannot reach broker");
        assertThat(with).isEqualTo(new Web.Answer(200, "done"));
        List<Ledger.Entry> entries = awaitEntries(text(""), all -> !all.isEmpty());
        assertThat(entries).extracting(Ledger.Entry::text).containsExactly(text("first0"));
    }
}
