"""The pages behind the links in subscribers' mail, in a real browser."""

import re


def link(mail, name):
    return re.search(rf"http://\S+/{name}\.html\?\S+", mail.get_content()).group()


def test_a_person_confirms_and_leaves(start_server, mailbox, page):
    server = start_server("--no-collector", "--smtp-url", f"smtp://127.0.0.1:{mailbox.port}",
                          "--smtp-from", "alarms@example.com")
    sns = server.client("sns")
    topic = sns.create_topic(Name="ops")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="person@example.com")
    page.open(link(mailbox.next()[2], "confirmation"))
    page.shows(f"person@example.com is to be sent what is published to {topic}.")
    page.press("Confirm subscription")
    page.shows("Subscription confirmed.")
    sns.publish(TopicArn=topic, Message="hello")
    page.open(link(mailbox.next()[2], "unsubscribe"))
    assert page.script("return getComputedStyle(document.querySelector('main')).maxWidth") != "none", "it has its style"
    page.press("Unsubscribe")
    page.shows("The subscription has ended.")
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
    refused = [entry["message"] for entry in page.driver.get_log("browser") if entry["level"] == "SEVERE"
               and "favicon" not in entry["message"]]
    assert refused == []
