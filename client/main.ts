document.body.append('Sealdesk')
