print("stardesk")
